"""The audit: what the warehouse holds against what the ERP shows, and what to read again."""
