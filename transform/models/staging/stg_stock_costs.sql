{{ staged('stock_costs') }}
