"""Making participants anonymous: when somebody asks, and when their day has passed; what is counted stays."""
