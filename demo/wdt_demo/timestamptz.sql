-- 把模式 wdt 里的时间列改为 timestamptz；首次同步后执行一次，新增报表后再执行一次
-- 别的模式：PGOPTIONS='-c wdt.schema=wdt_b' psql … -f timestamptz.sql
-- Makes the time columns in schema wdt timestamptz; run it after the first sync, and again after
-- streams were added. target-postgres creates them without a time zone, as Beijing wall-clock
-- time (with PGTZ as in meltano.yml), and goes on loading into them after the change.
-- Another schema: PGOPTIONS='-c wdt.schema=wdt_b' psql … -f timestamptz.sql
DO $$
DECLARE
    its_schema constant text := coalesce(current_setting('wdt.schema', true), 'wdt');
    stale record;
BEGIN
    FOR stale IN
        SELECT
            table_name,
            string_agg(
                format(
                    'ALTER COLUMN %1$I TYPE timestamptz USING %1$I AT TIME ZONE ''Asia/Shanghai''',
                    column_name
                ),
                ', '
            ) AS changes
        FROM information_schema.columns
        INNER JOIN information_schema.tables USING (table_schema, table_name)
        WHERE
            table_schema = its_schema
            AND table_type = 'BASE TABLE'
            AND data_type = 'timestamp without time zone'
            AND column_name NOT LIKE '\_sdc\_%'
        GROUP BY table_name
    LOOP
        EXECUTE format('ALTER TABLE %I.%I %s', its_schema, stale.table_name, stale.changes);
    END LOOP;
END $$;
