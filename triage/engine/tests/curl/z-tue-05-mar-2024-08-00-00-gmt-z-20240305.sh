curl -z 'Tue, 05 Mar 2024 08:00:00 GMT' -z 20240305 a.example.com
