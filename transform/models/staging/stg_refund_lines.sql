{{ staged('refund_lines', lines_of='refunds', archived=true) }}
