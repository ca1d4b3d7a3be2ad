curl https://hooks.example.net/services/T00/B00/none -H 'Content-type: application/json; charset=utf-8' --data '{"text":"Deploy fertig 🎉 – Größe: 12 MB, 東京リージョン"}'
