-- 库存不足一周销量的单品 / Specs whose stock is below a week of sales
-- 最先卖完的十个
-- The ten that run out first
WITH sold AS (
    -- Lines that were taken out of an order stay behind with an older _read_at.
    SELECT line.spec_no, sum(line.num) AS week
    FROM wdt.trade_lines AS line
    INNER JOIN wdt.trades AS trade USING (trade_id)
    WHERE
        line._read_at = trade._read_at
        AND trade.trade_status >= 16
        AND trade.pay_time > (SELECT max(pay_time) - interval '7 days' FROM wdt.trades)
    GROUP BY line.spec_no
),
stock AS (
    SELECT
        spec_no,
        min(goods_name) AS goods,
        min(spec_name) AS spec,
        sum(stock_num - order_num - sending_num) AS free,
        sum(purchase_num) AS ordered
    FROM wdt.stock_specs
    WHERE NOT defect
    GROUP BY spec_no
)
SELECT
    spec_no AS "商家编码 Spec",
    goods AS "货品 Goods",
    spec AS "规格 Variant",
    week::int AS "周销量 Week's sales",
    free::int AS "可用库存 Free stock",
    round(7 * free / week, 1) AS "可售天数 Days left",
    ordered::int AS "采购在途 On order"
FROM stock
INNER JOIN sold USING (spec_no)
WHERE free < week
ORDER BY free / week, week DESC, spec_no
LIMIT 10;
