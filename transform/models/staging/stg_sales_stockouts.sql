{{ staged('sales_stockouts', archived=true) }}
