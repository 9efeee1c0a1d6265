-- One row for each impression with what the viewer did within a day.
SELECT
  i.request_id,
  i.viewer_id,
  i.post_id,
  CASE
    WHEN a.action IN ('like', 'reply', 'repost', 'profile_visit') THEN 1
    WHEN a.action = 'report' THEN -1
    ELSE 0
  END AS target
FROM impressions AS i
LEFT JOIN actions AS a
  ON a.request_id = i.request_id
  AND a.post_id = i.post_id
WHERE i.served_at >= DATE '2025-10-01'
  AND i.region IN ('norland', 'westmark', 'sudria')
  AND i.surface = 'for_you';
