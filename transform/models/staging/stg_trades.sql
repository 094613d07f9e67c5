{{ staged('trades', archived=true) }}
