{{ staged('refunds', archived=true) }}
