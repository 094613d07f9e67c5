{{ staged('code_labels') }}
