{{ staged('providers') }}
