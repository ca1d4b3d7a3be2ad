curl -sS -X POST 'https://ws.example.com/services/KundenService' \
  -H 'Content-Type: text/xml; charset=utf-8' \
  -H 'SOAPAction: "urn:kunden#getKunde"' \
  --data-binary @- <<'SOAP'
<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:k="urn:kunden">
  <soapenv:Header>
    <k:Auth user="erika" pass="p&amp;w"/>
  </soapenv:Header>
  <soapenv:Body>
    <k:getKunde>
      <k:nummer>4711</k:nummer>
      <k:filter><![CDATA[name = 'Müller' && ort <> "Köln"]]></k:filter>
    </k:getKunde>
  </soapenv:Body>
</soapenv:Envelope>
SOAP
