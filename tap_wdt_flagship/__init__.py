"""Singer tap for the WDT flagship ERP (旺店通旗舰版)."""
