{{ staged('purchase_orders') }}
