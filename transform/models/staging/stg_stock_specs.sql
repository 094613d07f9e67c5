{{ staged('stock_specs') }}
