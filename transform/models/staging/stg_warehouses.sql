{{ staged('warehouses') }}
