{{ staged('raw_trades', archived=true) }}
