{{ staged('account_checks') }}
