{{ staged('trade_lines', lines_of='trades', archived=true) }}
