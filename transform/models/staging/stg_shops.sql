{{ staged('shops') }}
