"""What happens without anybody waiting: jobs, reactions to facts, the clock."""
