{{ staged('purchase_order_lines', lines_of='purchase_orders') }}
