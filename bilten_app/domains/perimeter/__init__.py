"""Which networks and countries may ask anything of Bilten at all."""
