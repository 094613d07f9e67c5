{{ staged('platforms') }}
