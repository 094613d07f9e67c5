{{ staged('raw_payments') }}
