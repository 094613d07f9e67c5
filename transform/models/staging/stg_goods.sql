{{ staged('goods') }}
