-- 近七天各平台销售额 / Sales by platform, last seven days
-- 按付款日；不含未付款、已取消与换货的订单
-- By day of payment; without unpaid, cancelled and exchange orders
WITH sales AS (
    SELECT pay_time::date AS day, shop_platform_id AS platform, paid
    FROM wdt.trades
    WHERE trade_status >= 16 AND trade_type <> 3
)
SELECT
    day AS "日期 Day",
    count(*) AS "订单 Orders",
    coalesce(sum(paid) FILTER (WHERE platform = 1), 0)::numeric(19, 2) AS "淘宝天猫 Taobao",
    coalesce(sum(paid) FILTER (WHERE platform = 69), 0)::numeric(19, 2) AS "抖音 Douyin",
    coalesce(sum(paid) FILTER (WHERE platform = 127), 0)::numeric(19, 2) AS "自有商城 Own mall",
    coalesce(sum(paid) FILTER (WHERE platform = 0), 0)::numeric(19, 2) AS "线下 Offline",
    coalesce(sum(paid) FILTER (WHERE platform NOT IN (1, 69, 127, 0)), 0)::numeric(19, 2) AS "其他 Other",
    sum(paid)::numeric(19, 2) AS "合计 Total"
FROM sales
WHERE day > (SELECT max(day) - 7 FROM sales)
GROUP BY day
ORDER BY day;
