{{ staged('specs', lines_of='goods') }}
