"""Time, rows, transactions, facts and jobs. PostgreSQL lives here and nowhere else."""
