// The parts of OpenSSL's libcrypto that Swift calls: digests, HMAC and AES-GCM.
#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
