-- 近三十天各平台退款率 / Refund rate by platform, last thirty days
-- 不含未付款的订单、已取消的退换单与换货
-- Without unpaid orders, cancelled refunds and exchanges
WITH since AS (
    SELECT max(pay_time) - interval '30 days' AS since FROM wdt.trades
),
sold AS (
    SELECT shop_platform_id AS platform, count(*) AS orders, sum(receivable) AS amount
    FROM wdt.trades, since
    WHERE pay_time > since AND trade_type <> 3
    GROUP BY platform
),
refunded AS (
    SELECT
        shop_platform_id AS platform,
        count(DISTINCT trade_id) AS orders,
        sum(guarantee_refund_amount + direct_refund_amount) AS amount
    FROM wdt.refunds, since
    WHERE created > since AND status <> 10 AND type <> 3
    GROUP BY platform
)
SELECT
    CASE platform
        WHEN 0 THEN '线下 Offline'
        WHEN 1 THEN '淘宝天猫 Taobao'
        WHEN 69 THEN '抖音 Douyin'
        WHEN 125 THEN '分销 Distribution'
        WHEN 127 THEN '自有商城 Own mall'
        ELSE platform::text
    END AS "平台 Platform",
    sold.orders AS "订单 Orders",
    coalesce(refunded.orders, 0) AS "退款订单 Refunded",
    round(100.0 * coalesce(refunded.orders, 0) / sold.orders, 1) AS "退款率 Rate %",
    sold.amount::numeric(19, 2) AS "销售额 Sales",
    coalesce(refunded.amount, 0)::numeric(19, 2) AS "退款额 Refunds",
    round(100.0 * coalesce(refunded.amount, 0) / nullif(sold.amount, 0), 1) AS "金额退款率 Rate by amount %"
FROM sold
LEFT JOIN refunded USING (platform)
ORDER BY sold.amount DESC;
