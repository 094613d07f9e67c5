{{ staged('sales_stockout_lines', lines_of='sales_stockouts', archived=true) }}
