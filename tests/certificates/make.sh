#!/bin/sh
# Makes the certificates of the tests anew; they are good for a hundred years, and their keys protect nothing.
set -eu
cd "$(dirname "$0")"
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
issue() {
    key "$1.key"
    printf '%s\n' "$3" > extensions
    openssl req -new -key "$1.key" -subj "/CN=$2" |
        openssl x509 -req -CA authority.pem -CAkey authority.key -set_serial "$4" -days 36500 -extfile extensions \
            -out "$1.pem"
    rm extensions
}
key authority.key
openssl req -x509 -new -key authority.key -days 36500 -subj "/CN=authority of the tests" -out authority.pem
issue client boiler "extendedKeyUsage = clientAuth" 2
issue server server.example.com "subjectAltName = DNS:server.example.com" 3
issue here here "subjectAltName = IP:127.0.0.1, DNS:localhost" 4
rm authority.key
for name in client server; do openssl x509 -in $name.pem -outform DER -out $name.der; done
openssl pkcs8 -topk8 -nocrypt -in client.key -outform DER -out client-key.der
