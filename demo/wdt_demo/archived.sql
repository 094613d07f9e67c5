-- 把历史表与现行表合并成视图 all_*，每个主键取最新的一行；在 timestamptz.sql 之后执行
-- 别的模式：PGOPTIONS='-c wdt.schema=wdt_b' psql … -f archived.sql
-- Views all_* over the live and the archived tables in schema wdt: the newest row of every key, and
-- of its lines those that came with it. Run it after timestamptz.sql, whose changes a view would
-- block, and again after columns were added. They hold the columns that both tables have.
-- Another schema: PGOPTIONS='-c wdt.schema=wdt_b' psql … -f archived.sql
SET client_min_messages = warning;

CREATE OR REPLACE FUNCTION pg_temp.its_schema() RETURNS text
LANGUAGE sql STABLE AS $$ SELECT coalesce(current_setting('wdt.schema', true), 'wdt') $$;

CREATE OR REPLACE FUNCTION pg_temp.shared_columns(live text, form text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(format(form, column_name), ', ' ORDER BY ordinal_position)
    FROM information_schema.columns AS here
    WHERE
        table_schema = pg_temp.its_schema()
        AND table_name = live
        AND EXISTS (
            SELECT FROM information_schema.columns AS there
            WHERE
                there.table_schema = here.table_schema
                AND there.table_name = 'archived_' || live
                AND there.column_name = here.column_name
                AND there.data_type = here.data_type
        )
$$;

DO $$
DECLARE
    pair record;
    columns text;
    rows_of constant text :=
        'SELECT %1$s, %2$L::boolean AS archived FROM %3$I';
    lines_of constant text :=
        'SELECT %1$s FROM %2$I AS line INNER JOIN %3$I AS header'
        ' ON line.%4$I = header.%5$I AND line._read_at = header._read_at'
        ' WHERE header.archived = %6$L::boolean';
BEGIN
    PERFORM set_config('search_path', quote_ident(pg_temp.its_schema()), true);
    FOR pair IN
        SELECT *
        FROM (
            VALUES
            ('raw_trades', 'rec_id', 'raw_trade_lines', 'raw_trade_rec_id'),
            ('trades', 'trade_id', 'trade_lines', 'trade_id'),
            ('raw_refunds', 'refund_id', 'raw_refund_lines', 'raw_refund_id'),
            ('refunds', 'refund_id', 'refund_lines', 'refund_id'),
            ('sales_stockouts', 'stockout_id', 'sales_stockout_lines', 'stockout_id'),
            ('refund_stockins', 'stockin_id', 'refund_stockin_lines', 'stockin_id')
        ) AS pairs (header, key, lines, line_key)
        WHERE
            to_regclass(header) IS NOT NULL
            AND to_regclass('archived_' || header) IS NOT NULL
            AND to_regclass(lines) IS NOT NULL
            AND to_regclass('archived_' || lines) IS NOT NULL
    LOOP
        EXECUTE format('DROP VIEW IF EXISTS %I, %I',
            'all_' || pair.lines, 'all_' || pair.header);
        columns := pg_temp.shared_columns(pair.header, '%I');
        EXECUTE format(
            'CREATE VIEW %1$I AS SELECT DISTINCT ON (%2$I) * FROM (%3$s UNION ALL %4$s) AS every'
            ' ORDER BY %2$I, modified DESC NULLS LAST, _read_at DESC',
            'all_' || pair.header, pair.key,
            format(rows_of, columns, false, pair.header),
            format(rows_of, columns, true, 'archived_' || pair.header)
        );
        columns := pg_temp.shared_columns(pair.lines, 'line.%I');
        EXECUTE format(
            'CREATE VIEW %I AS %s UNION ALL %s',
            'all_' || pair.lines,
            format(lines_of, columns, pair.lines, 'all_' || pair.header,
                pair.line_key, pair.key, false),
            format(lines_of, columns, 'archived_' || pair.lines, 'all_' || pair.header,
                pair.line_key, pair.key, true)
        );
    END LOOP;
END $$;
