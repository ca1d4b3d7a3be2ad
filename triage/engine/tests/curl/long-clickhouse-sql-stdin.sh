cat <<'SQL' | curl -sS 'http://localhost:8123/?database=shop&param_min=5' -u default: -H 'X-ClickHouse-Format: JSONEachRow' --data-binary @-
SELECT name, count() AS n   -- Kommentar
FROM orders
WHERE total > {min:UInt32} AND name LIKE '%ü%'
GROUP BY name
SQL
