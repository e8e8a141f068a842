"""Every room's rules run over a project: findings are computed when asked for, never stored."""
