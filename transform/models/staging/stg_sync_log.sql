{{ staged('sync_log') }}
