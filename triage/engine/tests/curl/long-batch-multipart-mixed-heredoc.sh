BATCH=batch_01
curl -X POST https://batch.example.com/odata/\$batch \
  -H "Content-Type: multipart/mixed; boundary=$BATCH" -H 'OData-Version: 4.0' \
  --data-binary @- << END
--$BATCH
Content-Type: application/http
Content-Transfer-Encoding: binary

GET /odata/Products?\$top=2 HTTP/1.1
Accept: application/json

--$BATCH
Content-Type: application/http

DELETE /odata/Products(7) HTTP/1.1

--${BATCH}--
END
