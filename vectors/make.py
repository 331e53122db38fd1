#!/usr/bin/env python3
"""Writes every vector in this folder with nothing but Python's standard library, so that the expected values come from an
implementation that shares no code with the project. Python 3.9 or newer: python3 vectors/make.py"""
import base64
import hashlib
import hmac
import json
import pathlib
import unicodedata

here = pathlib.Path(__file__).parent


def write(name, about, **content):
    text = json.dumps({'about': about, **content}, ensure_ascii=False, indent=2)
    (here / name).write_text(text + '\n', encoding='utf-8')


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf(key, info, length=32):
    """RFC 5869 with SHA-256 and an empty salt."""
    pseudorandom = mac(b'\0' * 32, key)
    out, block = b'', b''
    for counter in range(1, -(-length // 32) + 1):
        block = mac(pseudorandom, block + info + bytes([counter]))
        out += block
    return out[:length]


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip('=')


def padded(data):
    return base64.urlsafe_b64encode(data).decode()


letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'


def crockford(data):
    bits = ''.join(f'{byte:08b}' for byte in data)
    bits += '0' * (-len(bits) % 5)
    return ''.join(letters[int(bits[at:at + 5], 2)] for at in range(0, len(bits), 5))


# P-256 (FIPS 186-5, SEC 2) and deterministic ECDSA (RFC 6979), over the key that RFC 6979 A.2.5 publishes.
p = 2**256 - 2**224 + 2**192 + 2**96 - 1
n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
base = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
private = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721


def add(left, right):
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    slope = ((3 * x1 * x1 - 3) * pow(2 * y1, -1, p) if left == right else (y2 - y1) * pow(x2 - x1, -1, p)) % p
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p


def times(scalar, point):
    out = None
    while scalar:
        if scalar & 1:
            out = add(out, point)
        point, scalar = add(point, point), scalar >> 1
    return out


def sign(message, private=private):
    digest = int.from_bytes(hashlib.sha256(message).digest(), 'big') % n
    seed = private.to_bytes(32, 'big') + digest.to_bytes(32, 'big')
    key, value = b'\0' * 32, b'\1' * 32
    for separator in (b'\0', b'\1'):
        key = mac(key, value + separator + seed)
        value = mac(key, value)
    nonce = int.from_bytes(mac(key, value), 'big')
    r = times(nonce, base)[0] % n
    s = pow(nonce, -1, n) * (digest + r * private) % n
    return r.to_bytes(32, 'big') + s.to_bytes(32, 'big')


x, y = times(private, base)
public = b'\4' + x.to_bytes(32, 'big') + y.to_bytes(32, 'big')
assert x == 0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6, 'RFC 6979 A.2.5'
assert sign(b'sample').hex().startswith('efd48b2aacb6a8fd1140dd9cd45e81d6'), 'RFC 6979 A.2.5'

# encodings
samples = [b'', b'\0', b'A', b'AB', b'ABC', b'\xff' * 5, bytes(range(29)), '{"course":"Réseaux"}'.encode()]
write('encodings.json',
      'Bytes as text. An invalid text is one that no encoder writes: it must be refused, with the reason that is named.',
      valid=[{'bytes': data.hex(), 'base64url': base64url(data), 'base64url_padded': padded(data), 'crockford': crockford(data)} for data in samples],
      invalid=[
          {'encoding': 'base64url', 'text': 'QR', 'reason': 'the unused bits of the last letter are not zero'},
          {'encoding': 'base64url', 'text': 'QQ==', 'reason': 'padding'},
          {'encoding': 'base64url', 'text': 'Q', 'reason': 'one letter holds no byte'},
          {'encoding': 'base64url', 'text': 'QUJ+', 'reason': 'a letter of plain base64'},
          {'encoding': 'base64url', 'text': 'QUJD\n', 'reason': 'a line end'},
          {'encoding': 'base64url_padded', 'text': 'QQ', 'reason': 'no padding'},
          {'encoding': 'base64url_padded', 'text': 'QQ=', 'reason': 'too little padding'},
          {'encoding': 'base64url_padded', 'text': 'QUJD====', 'reason': 'too much padding'},
          {'encoding': 'base64url_padded', 'text': 'QR==', 'reason': 'the unused bits of the last letter are not zero'},
          {'encoding': 'crockford', 'text': '01', 'reason': 'the unused bits of the last letter are not zero'},
          {'encoding': 'crockford', 'text': '0a', 'reason': 'lower case'},
          {'encoding': 'crockford', 'text': 'U0', 'reason': 'a letter that the alphabet leaves out'},
          {'encoding': 'crockford', 'text': '000', 'reason': 'a letter more than the bytes need'},
      ])

# the original's published session
secret_text = 'd192c908627e5d9e880ea11733ca8a15'
payload = ('{"course": "Networks", "duration_minutes": 20, "session_id": "69d20aee-9f5e-415b-a272-4afed0eb0a34", '
           '"start_time": "2025-11-14T08:38:58.821110+00:00"}')
signature = mac(secret_text.encode(), payload.encode()).hex()
assert signature == '3cbc15f7db564b2dc8df05b0308af7923445f8d500df3dc99de20189095761ef', 'as the original published it'
write('original-session.json',
      "A session that the original system published, long over. The key of the HMAC is the secret's hex text, not the bytes that it stands for.",
      server_secret=secret_text, payload=payload, payload_b64=padded(payload.encode()), signature=signature,
      submission={'student_id': '2022IMT-048', 'session_id': '69d20aee-9f5e-415b-a272-4afed0eb0a34', 'payload': payload,
                  'signature': signature, 'submitted_at': '2025-11-14T08:43:35.110597+00:00'},
      starts_at_ms=1763109538821, submitted_at_ms=1763109815110, latency_seconds=276.289)

# keys
master = hashlib.sha256(b'a master key for vectors').digest()
secret = hashlib.sha256(b'a session secret for vectors').digest()
tag = bytes.fromhex('0123456789abcdef')


def display_key(block):
    return hkdf(secret, b'qat2/qr' + block.to_bytes(4, 'big'))


write('keys.json',
      'HKDF-SHA256 (RFC 5869), empty salt, 32 bytes. info: "qat2/wrap"; "qat2/qr" and the block as 4 bytes, big-endian; "qat1/json".',
      master_key=master.hex(), wrapping_key=hkdf(master, b'qat2/wrap').hex(), session_secret=secret.hex(),
      display_keys=[{'block': block, 'key': display_key(block).hex()} for block in (0, 1, 2, 65536)],
      version_1_key_text=hkdf(secret, b'qat1/json').hex())

# tokens: T = 5 s
def token(epoch, display=0, version=2, key=None):
    header = bytes([version]) + tag + epoch.to_bytes(3, 'big') + bytes([display])
    return header + mac(key or display_key(epoch * 5 // 900), b'QAT2\0' + header)[:16]


good = token(12)
write('tokens.json',
      'Tokens of the session in keys.json with T = 5 s. invalid_signature: the form holds and the MAC does not.',
      rotation_seconds=5, tag=tag.hex(),
      valid=[{'epoch': epoch, 'display': display, 'block': epoch * 5 // 900, 'bytes': token(epoch, display).hex(),
              'text': crockford(token(epoch, display)), 'public_url': url, 'url': f'{prefix}/S#{crockford(token(epoch, display))}'}
             for epoch, display, url, prefix in ((0, 0, 'https://attend.example.edu', 'HTTPS://ATTEND.EXAMPLE.EDU'),
                                                 (12, 0, 'http://10.0.0.7:5000/', 'HTTP://10.0.0.7:5000'),
                                                 (179, 1, 'https://example.edu/attend', 'HTTPS://EXAMPLE.EDU/ATTEND'),
                                                 (180, 127, 'https://attend.example.edu', 'HTTPS://ATTEND.EXAMPLE.EDU'),
                                                 (2**24 - 1, 0, 'https://attend.example.edu', 'HTTPS://ATTEND.EXAMPLE.EDU'))],
      invalid=[
          {'text': crockford(good).lower(), 'code': 'bad_encoding', 'reason': 'lower case'},
          {'text': crockford(good)[:-1] + 'Z', 'code': 'bad_encoding', 'reason': 'spare bits that are not zero'},
          {'text': crockford(good)[:-2] + 'U0', 'code': 'bad_encoding', 'reason': 'a letter that the alphabet leaves out'},
          {'text': crockford(good[:28]), 'code': 'malformed', 'reason': 'truncated to 28 bytes'},
          {'text': crockford(good + b'\0'), 'code': 'malformed', 'reason': 'a byte more'},
          {'text': crockford(token(12, version=1)), 'code': 'unsupported_version', 'reason': 'version 1'},
          {'text': crockford(token(12, version=3)), 'code': 'unsupported_version', 'reason': 'version 3'},
          {'text': crockford(token(12, display=128)), 'code': 'malformed', 'reason': "the display's highest bit"},
          {'text': crockford(good[:11] + b'\x0d' + good[12:]), 'code': 'invalid_signature', 'reason': 'relabelled as the next epoch'},
          {'text': crockford(good[:-1] + bytes([good[-1] ^ 1])), 'code': 'invalid_signature', 'reason': 'one bit of the MAC'},
          {'text': crockford(token(12, key=display_key(1))), 'code': 'invalid_signature', 'reason': "another block's key"},
          {'text': crockford(good[:13] + mac(display_key(0), good[:13])[:16]), 'code': 'invalid_signature', 'reason': 'a MAC without its domain'},
      ])

# typed codes: 30 s
def typed(epoch):
    return crockford(mac(display_key(epoch * 30 // 900), b'QAT2T\0' + tag + epoch.to_bytes(4, 'big'))[:5])


write('typed-codes.json', 'Typed codes of the session in keys.json; their epoch is 30 s. What people type is forgiven as Crockford forgives.',
      tag=tag.hex(),
      valid=[{'typed_epoch': epoch, 'block': epoch * 30 // 900, 'code': typed(epoch), 'displayed': f'{typed(epoch)[:4]}-{typed(epoch)[4:]}'} for epoch in (0, 29, 30, 1000)],
      typed=[{'text': text, 'code': code} for text, code in ((' k7qf-3m2x ', 'K7QF3M2X'), ('k7 qf 3m 2x', 'K7QF3M2X'), ('oil0-oil1', '01100111'))],
      invalid=['', 'K7QF3M2', 'K7QF3M2XX', 'UUUUUUUU', 'K7QF_3M2X', '2022IMT-048'])

# JSON carrier, version 2
def json_carrier(epoch, course):
    text = json.dumps({'course': course, 'duration_minutes': 20, 'session_id': '69d20aee-9f5e-415b-a272-4afed0eb0a34',
                       'start_time': '2026-03-02T09:00:00.000+00:00', 'v': 2, 'epoch': epoch}, ensure_ascii=False, separators=(',', ':'))
    data = text.encode()
    code = f'{padded(data)}.{mac(display_key(epoch * 5 // 900), b"QAT2J" + bytes(1) + data).hex()}'
    return {'epoch': epoch, 'course': course, 'payload': text, 'payload_b64': code.split('.')[0], 'signature': code.split('.')[1], 'code': code}


write('json-carriers.json',
      'The JSON carrier of a rotating session: the session in keys.json with T = 5 s. `code` is how an entry carries it.',
      rotation_seconds=5, session_id='69d20aee-9f5e-415b-a272-4afed0eb0a34', start_time='2026-03-02T09:00:00.000+00:00', duration_minutes=20,
      valid=[json_carrier(0, 'Networks'), json_carrier(180, 'Réseaux — «TCP» 網路 🛰')])

# claims
device = hashlib.sha256(public).digest()
claim_key = hkdf(secret, b'qat2/claim')


def claim(carrier, epoch, claimed_at, device=device, key=claim_key, version=1, domain=b'QAT2C\0'):
    header = bytes([version]) + tag + bytes([carrier]) + epoch.to_bytes(4, 'big') + claimed_at.to_bytes(6, 'big') + device
    return header + mac(key, domain + header)


def claim_request(code, signature):
    return {'code': code, 'device_key': base64url(public), 'signature': base64url(signature)}


def asked(code):
    return b'QAT2D\0' + code.encode()


claimed = claim(1, 12, 1772442061000)
write('claims.json',
      'Claims of the session in keys.json for the device in entries.json. unknown: this version does not know its form. '
      'forged: the form holds and the MAC does not. Neither is any help, and neither makes an entry malformed. '
      'requests: bodies of POST /claim; the device signs "QAT2D\\0" and the code, and invalid_requests have the form and a signature that does not hold.',
      tag=tag.hex(), claim_key=claim_key.hex(), life_ms=600000,
      valid=[{'carrier': name, 'epoch': epoch, 'claimed_at_ms': at, 'device': whose.hex(),
              'bytes': claim(number, epoch, at, whose).hex(), 'text': base64url(claim(number, epoch, at, whose))}
             for number, name, epoch, at, whose in ((1, 'token', 12, 1772442061000, device), (2, 'json', 0, 1772442000001, device),
                                                    (3, 'typed', 2, 1772442089999, device), (1, 'token', 2**24 - 1, 2**41 + 12345, device))],
      invalid=[
          {'text': base64url(claimed[:-1]), 'what': 'unknown', 'reason': 'a byte less'},
          {'text': base64url(claimed + b'\0'), 'what': 'unknown', 'reason': 'a byte more'},
          {'text': base64url(claim(1, 12, 1772442061000, version=2)), 'what': 'unknown', 'reason': 'version 2'},
          {'text': base64url(claim(4, 12, 1772442061000)), 'what': 'unknown', 'reason': 'a carrier that is not known'},
          {'text': base64url(claimed[:13] + b'\x0d' + claimed[14:]), 'what': 'forged', 'reason': 'relabelled as the next epoch'},
          {'text': base64url(claimed[:19] + bytes([claimed[19] ^ 1]) + claimed[20:]), 'what': 'forged', 'reason': 'another instant'},
          {'text': base64url(claimed[:20] + bytes(32) + claimed[52:]), 'what': 'forged', 'reason': 'another device'},
          {'text': base64url(claim(1, 12, 1772442061000, key=display_key(0))), 'what': 'forged', 'reason': 'a display key, which projectors hold'},
          {'text': base64url(claim(1, 12, 1772442061000, domain=b'')), 'what': 'forged', 'reason': 'a MAC without its domain'},
      ],
      requests=[{'message': asked(code).hex(), 'body': claim_request(code, sign(asked(code)))}
                for code in (crockford(good), typed(0), json_carrier(180, 'Réseaux — «TCP» 網路 🛰')['code'])],
      invalid_requests=[
          {'body': claim_request(crockford(good), sign(asked(crockford(token(13))))), 'reason': "another code's signature"},
          {'body': claim_request(crockford(good), sign(crockford(good).encode())), 'reason': 'a signature without its domain'},
          {'body': claim_request(crockford(good), sign(asked(crockford(good)), private=private - 1)), 'reason': "another device's signature"},
      ])

# entries
def entry(**changes):
    fields = {'v': 1, 'student': '2022IMT-048', 'session': tag.hex(), 'device': base64url(hashlib.sha256(public).digest()), 'seq': 0, 'prev': None,
              'codes': [crockford(good)], 'wall': 1772442061000, 'mono': 12345, 'nonce': base64url(bytes(range(16)))}
    fields.update(changes)
    return json.dumps({name: value for name, value in fields.items() if value != 'left out'}, ensure_ascii=False, separators=(',', ':')).encode()


def sealed(data, **more):
    return {'json': data.decode(), 'entry_id': base64url(hashlib.sha256(data).digest()),
            'envelope': {'entry': base64url(data), 'signature': base64url(sign(data)), 'device_key': base64url(public), 'queued': False, **more}}


first = entry()
second = entry(seq=1, prev=base64url(hashlib.sha256(first).digest()), student='ÅSA-7', codes=[json_carrier(0, 'Networks')['code']], session='69d20aee-9f5e-415b-a272-4afed0eb0a34')
unsealed = entry(device=None, session=None, codes=[typed(0)])
with_claim = first.replace(b',"nonce":', b',"token":"' + base64url(claimed).encode() + b'","nonce":')
for_guest = first.replace(b',"nonce":', b',"guest":true,"nonce":')
head = base64url(hashlib.sha256(second).digest())
write('entries.json',
      'Entries, sealed by the P-256 key that RFC 6979 A.2.5 publishes. entry_id is base64url of SHA-256 of the bytes; the signature is r and s. '
      'ECDSA signatures are not unique: another valid one of the same entry is the same entry. invalid_signature: the form holds and the seal does not. '
      'head: the end of the chain that the envelope tells, null where that is the entry itself or nothing.',
      device_key=base64url(public), device_id=base64url(hashlib.sha256(public).digest()),
      valid=[sealed(first), sealed(second), sealed(with_claim), sealed(for_guest),
             {**sealed(first, queued=True, head=head), 'head': head},
             {**sealed(second, head=head), 'head': None},
             {'json': unsealed.decode(), 'entry_id': base64url(hashlib.sha256(unsealed).digest()), 'envelope': {'entry': base64url(unsealed), 'queued': True}}],
      invalid=[
          *({'envelope': sealed(entry(**{name: 'left out'}))['envelope'], 'code': 'missing_field', 'field': f'entry.{name}', 'reason': f'no {name}'}
            for name in ('v', 'student', 'session', 'device', 'seq', 'prev', 'codes', 'wall', 'mono', 'nonce')),
          *({'envelope': sealed(entry(**{name: value}))['envelope'], 'code': 'malformed', 'field': f'entry.{name}', 'reason': reason}
            for name, value, reason in (('student', ' 2022IMT-048', 'not trimmed'), ('student', 'A\u030a7', 'not NFC'), ('seq', -1, 'negative'), ('seq', 0.5, 'no whole number'),
                                        ('wall', '1772442061000', 'a text'), ('codes', [], 'no code'), ('codes', ['A', 'B', 'C'], 'three codes'),
                                        ('nonce', 'AAAA', 'three bytes'), ('prev', 'AAAA', 'three bytes'))),
          {'envelope': sealed(entry(v=2))['envelope'], 'code': 'unsupported_version', 'field': None, 'reason': 'another version'},
          *({'envelope': sealed(entry(token=value))['envelope'], 'code': 'malformed', 'field': 'entry.token', 'reason': reason}
            for value, reason in ((None, 'a claim that is null'), ('', 'an empty claim'), (padded(claimed + b'\0'), 'a claim with padding'))),
          *({'envelope': sealed(entry(guest=value))['envelope'], 'code': 'malformed', 'field': 'entry.guest', 'reason': reason}
            for value, reason in ((False, 'no guest, said'), (None, 'a guest that is null'), (1, 'a number'))),
          *({'envelope': sealed(first, head=value)['envelope'], 'code': 'malformed', 'field': 'head', 'reason': reason}
            for value, reason in (('AAAA', 'a head of three bytes'), (padded(hashlib.sha256(second).digest()), 'a head with padding'), (None, 'a head that is null'), (7, 'a number'))),
          {'envelope': sealed(entry(extra=1))['envelope'], 'code': 'malformed', 'field': 'entry', 'reason': 'a field that is not known'},
          {'envelope': {**sealed(first)['envelope'], 'entry': padded(b'{"v":1}')}, 'code': 'bad_encoding', 'field': None, 'reason': 'padding'},
          {'envelope': {**sealed(first)['envelope'], 'entry': base64url(b'\xff\xff\xff')}, 'code': 'bad_encoding', 'field': None, 'reason': 'no UTF-8'},
          {'envelope': {'entry': base64url(first)}, 'code': 'missing_field', 'field': 'signature', 'reason': 'no signature'},
          {'envelope': {'entry': base64url(first), 'signature': base64url(sign(first))}, 'code': 'missing_field', 'field': 'device_key', 'reason': 'no key'},
          {'envelope': {**sealed(unsealed)['envelope']}, 'code': 'malformed', 'field': 'signature', 'reason': 'a seal on an entry that names no device'},
          {'envelope': {**sealed(first)['envelope'], 'signature': base64url(sign(second))}, 'code': 'invalid_signature', 'field': None, 'reason': "another entry's signature"},
          {'envelope': {**sealed(entry(device=base64url(bytes(32))))['envelope']}, 'code': 'invalid_signature', 'field': None, 'reason': "another device's name"},
      ])

# the original's submission, refused
submission = {'student_id': '2022IMT-048', 'session_id': '69d20aee-9f5e-415b-a272-4afed0eb0a34', 'payload': payload, 'signature': signature,
              'submitted_at': '2025-11-14T08:43:35.110597+00:00'}
write('submissions.json', "Bodies of POST /submit_attendance in the original's form that are refused for their form alone.",
      valid=[submission, {**submission, 'student_id': ' 2022imt-048 '}, {**submission, 'submitted_at': '2025-11-14T08:43:35'}, {**submission, 'more': 1}],
      invalid=[
          *({'body': {key: value for key, value in submission.items() if key != name}, 'code': 'missing_field', 'field': name,
             'reason': f'missing {name}'} for name in submission),
          *({'body': {**submission, name: 7}, 'code': 'malformed', 'field': name, 'reason': f'malformed {name}'} for name in submission),
          {'body': {**submission, 'student_id': ' '}, 'code': 'malformed', 'field': 'student_id', 'reason': 'malformed student_id'},
          {'body': {**submission, 'submitted_at': '14.11.2025'}, 'code': 'malformed', 'field': 'submitted_at', 'reason': 'malformed submitted_at'},
          *({'body': body, 'code': 'malformed', 'field': 'request', 'reason': 'malformed request'} for body in (None, [], 'text', 7)),
      ])

# student numbers
numbers = ['2022IMT-048', ' 2022imt-048 ', '2022Imt-048\t', 'a\u030a7', 'ÅSA', 'åsa', 'straße', '①', 'x' * 64]
write('student-numbers.json', '`shown` is NFC without spaces around it; two numbers are one student when their `key` is one: NFC, trimmed, upper case.',
      valid=[{'text': text, 'shown': unicodedata.normalize('NFC', text).strip(),
              'key': unicodedata.normalize('NFC', unicodedata.normalize('NFC', text).strip().upper())} for text in numbers],
      invalid=['', '   ', 'x' * 65, 'a\u0000b', 'a\nb', 'a\u2028b'])

# windows
def window(starts, rotation, grace, epoch, now):
    if rotation == 0:
        return 'in_window' if now >= starts else 'early'
    born = starts + epoch * rotation * 1000
    return 'early' if now < born else 'in_window' if now < born + (rotation + grace) * 1000 else 'expired'


start = 1772442000000
write('windows.json', 'Where an arrival lies, in server time: a code is in its window from the start of its epoch until T + G seconds later, exclusive.',
      cases=[{'starts_at_ms': start, 'rotation_seconds': rotation, 'grace_seconds': grace, 'epoch': epoch, 'arrives_at_ms': start + at,
              'phase': window(start, rotation, grace, epoch, start + at), 'epoch_shown': 0 if rotation == 0 else at // (rotation * 1000),
              'block': epoch * rotation // 900}
             for rotation, grace, epoch, at in ((5, 10, 0, -1), (5, 10, 0, 0), (5, 10, 0, 14999), (5, 10, 0, 15000), (5, 10, 7, 34999), (5, 10, 7, 35000),
                                                (5, 10, 7, 49999), (5, 10, 7, 50000), (2, 0, 3, 7999), (2, 0, 3, 8000), (60, 300, 15, 900000),
                                                (60, 300, 15, 1259999), (60, 300, 15, 1260000), (7, 3, 128, 896000), (7, 3, 129, 903000),
                                                (0, 10, 0, -1), (0, 10, 0, 0), (0, 10, 0, 999999999))])

# answers
mine = {'student_id': '2022IMT-048', 'entry_id': base64url(hashlib.sha256(first).digest())}
receipt = {'status': 'accepted', 'code': 'accepted', 'retry': False, 'request_id': 'r', 'latency_seconds': 61.5, 'code_age_seconds': 1.5,
           'grade': 'online_in_window', 'standing': 'counted', 'reasons': [], 'attendance': 'present', 'session_id': '69d20aee-9f5e-415b-a272-4afed0eb0a34',
           'course': 'Networks', 'student_id': '2022IMT-048', 'entry_id': mine['entry_id'], 'scanned_at': '2026-03-02T09:01:01.500+00:00',
           'received_at': '2026-03-02T09:01:01.500+00:00'}


def refused(code, reason, **more):
    return {'status': 'error', 'code': code, 'reason': reason, 'retry': False, 'request_id': 'r', **more}


def answer(outcome, why, status, body, content_type='application/json; charset=utf-8'):
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return {'outcome': outcome, 'why': why, 'reply': {'status': status, 'content_type': content_type, 'body': text}}


write('answers.json',
      'What a client does with its queued entry after a reply. recorded, already_recorded: it leaves. refused, scan_again: it moves to the refused list. '
      'kept, unanswered: it stays and is sent again.',
      entry=mine,
      cases=[
          answer('recorded', 'a receipt with its entry_id', 201, receipt),
          answer('recorded', 'words that an older client does not know', 201, {**receipt, 'grade': 'a_new_grade', 'more': 1}),
          answer('unanswered', "another entry's receipt", 201, {**receipt, 'entry_id': base64url(bytes(32))}),
          answer('unanswered', "another student's receipt", 201, {**receipt, 'student_id': '2022IMT-049'}),
          answer('unanswered', 'a receipt under another status', 200, receipt),
          answer('unanswered', 'a receipt that is not JSON', 201, receipt, 'text/html'),
          answer('unanswered', 'half a receipt', 201, {'status': 'accepted'}),
          answer('unanswered', 'nothing', 201, ''),
          answer('unanswered', 'the page of a captive portal', 200, '<html><form>Sign in</form></html>', 'text/html'),
          answer('unanswered', 'a redirect to a captive portal', 302, '', 'text/html'),
          answer('unanswered', "a proxy's error", 502, '<html>Bad Gateway</html>', 'text/html'),
          answer('unanswered', "a proxy's refusal", 403, '<html>Forbidden</html>', 'text/html'),
          answer('unanswered', 'JSON of somebody else', 403, {'error': 'forbidden'}),
          answer('unanswered', 'a code that is not known', 422, refused('a_new_code', 'new')),
          answer('unanswered', 'a code under the wrong status', 500, refused('invalid_signature', 'invalid signature')),
          answer('already_recorded', 'the student has a record', 409, refused('duplicate_submission', 'duplicate submission', record={'received_at': '2026-03-02T09:00:30.000+00:00'})),
          answer('scan_again', 'the code left the screen', 422, refused('code_expired', 'this code is no longer on the screen; scan again')),
          answer('scan_again', 'no session shows this typed code', 422, refused('unknown_code', 'no open session shows this code; type the one on the screen')),
          answer('refused', 'a forgery', 403, refused('invalid_signature', 'invalid signature')),
          answer('refused', 'staff revoked the key of the device', 403, refused('device_revoked', 'staff revoked the key of this device; scan again with its new key, or ask staff to count this scan')),
          answer('refused', 'no such session', 404, refused('unknown_session', 'unknown session_id')),
          answer('refused', 'malformed', 400, refused('malformed', 'malformed entry.seq', field='entry.seq')),
          answer('refused', 'the session is over', 422, refused('session_not_open', 'the session is not open')),
          answer('scan_again', 'typed codes are switched off', 422, refused('typed_code_off', 'typed codes are switched off for this session; scan the code on the screen, or ask staff')),
          answer('kept', 'too many wrong typed codes', 429, refused('rate_limited', 'too many wrong typed codes; wait as long as Retry-After says and type the code on the screen, or scan it', retry=True)),
          answer('unanswered', 'a proxy that limits', 429, '<html>Too Many Requests</html>', 'text/html'),
          answer('kept', 'the server cannot store', 503, refused('storage_unavailable', 'the server cannot store anything at the moment; try again soon', retry=True)),
          answer('kept', 'the server made a mistake', 500, refused('internal_error', 'the server made a mistake and noted it; try again', retry=True)),
      ])

# signed receipts
receipt_seed = hkdf(master, b'qat2/receipt', 48)
receipt_private = int.from_bytes(receipt_seed, 'big') % (n - 1) + 1
receipt_x, receipt_y = (number.to_bytes(32, 'big') for number in times(receipt_private, base))
receipt_raw = b'\4' + receipt_x + receipt_y
receipt_key_id = hashlib.sha256(receipt_raw).hexdigest()[:16]


def content(**changes):
    fields = {'v': 1, 'server': 'https://attend.example.edu', 'session_id': '69d20aee-9f5e-415b-a272-4afed0eb0a34', 'course': 'Networks',
              'student_id': '2022IMT-048', 'attendance': 'present', 'grade': 'online_in_window', 'standing': 'counted', 'reasons': [],
              'scanned_at': '2026-03-02T09:01:01.500Z', 'received_at': '2026-03-02T09:01:01.500Z', 'latency_seconds': 61.5,
              'entry_id': mine['entry_id'], 'issued_at': '2026-03-02T10:00:00.000Z', 'attendance_now': None}
    return json.dumps({**fields, **changes}, ensure_ascii=False, separators=(',', ':')).encode()


def receipt_file(data, private=receipt_private, key_id=receipt_key_id):
    return {'receipt': base64url(data), 'signature': base64url(sign(data, private)), 'key_id': key_id}


good_receipt = receipt_file(content())
flipped = content().replace(b'present', b'presenu')
write('receipts.json',
      'Signed receipts of the master key in keys.json. The private key is the 48 bytes of HKDF-SHA256 (info "qat2/receipt") as a number, modulo the order of '
      'P-256 less one, plus one. key_id is the first 8 bytes of SHA-256 of the raw public key. ECDSA signatures are not unique: another valid one proves the same.',
      seed=receipt_seed.hex(), private_key=receipt_private.to_bytes(32, 'big').hex(), public_key=receipt_raw.hex(),
      published={'key_id': receipt_key_id, 'jwk': {'kty': 'EC', 'crv': 'P-256', 'x': base64url(receipt_x), 'y': base64url(receipt_y),
                                                   'alg': 'ES256', 'use': 'sig', 'kid': receipt_key_id}},
      valid=[{'json': data.decode(), 'file': receipt_file(data)} for data in (
          content(),
          content(server=None, course='Réseaux — «TCP» 網路 🛰', attendance='late', grade='offline_unbounded', standing='provisional', reasons=['synced_after_window'],
                  attendance_now={'attendance': 'present', 'grade': 'manual', 'standing': 'counted'}),
          content(grade='a_new_grade', more=1))],
      invalid=[
          {'file': {**good_receipt, 'receipt': base64url(flipped)}, 'why': 'forged', 'reason': 'one bit of the content'},
          {'file': {**good_receipt, 'signature': receipt_file(content(student_id='7'))['signature']}, 'why': 'forged', 'reason': "another receipt's signature"},
          {'file': {**good_receipt, 'signature': base64url(bytes(64))}, 'why': 'forged', 'reason': 'a signature of zeros'},
          {'file': receipt_file(content(), private), 'why': 'forged', 'reason': "another key under this key's id"},
          {'file': receipt_file(content(), private, hashlib.sha256(public).hexdigest()[:16]), 'why': 'other_key', 'reason': "another server's receipt"},
          {'file': receipt_file(content(v=2)), 'why': 'newer', 'reason': 'another version of the content'},
          {'file': {**good_receipt, 'signature': good_receipt['signature'][:-2]}, 'why': 'unreadable', 'reason': 'a signature that is too short'},
          {'file': {**good_receipt, 'receipt': padded(content(course='Network'))}, 'why': 'unreadable', 'reason': 'padding'},
          {'file': {name: value for name, value in good_receipt.items() if name != 'signature'}, 'why': 'unreadable', 'reason': 'no signature'},
          {'file': json.loads(content()), 'why': 'unreadable', 'reason': 'the content alone'},
      ])

# carried entries: AES-256-GCM (FIPS 197, NIST SP 800-38D)
def sbox():
    """The multiplicative inverse in GF(2^8), then the affine map (FIPS 197, 5.1.1)."""
    table, power, inverse = [0x63] * 256, 1, 1
    for _ in range(255):
        power ^= (power << 1) ^ (0x11B if power & 0x80 else 0)
        power &= 0xFF
        for shift in (1, 2, 4):
            inverse ^= inverse << shift & 0xFF
        inverse ^= 0x09 if inverse & 0x80 else 0
        turned = inverse
        for shift in (1, 2, 3, 4):
            turned ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        table[power] = turned ^ 0x63
    return table


substitute = sbox()


def double(byte):
    return (byte << 1 ^ (0x1B if byte & 0x80 else 0)) & 0xFF


def aes(key, block):
    """One block under a key of 32 bytes: 14 rounds."""
    words, constant = [key[at:at + 4] for at in range(0, 32, 4)], 1
    for at in range(8, 60):
        word = words[at - 1]
        if at % 8 == 0:
            word = bytes(substitute[byte] for byte in word[1:] + word[:1])
            word, constant = bytes([word[0] ^ constant]) + word[1:], double(constant)
        elif at % 8 == 4:
            word = bytes(substitute[byte] for byte in word)
        words.append(bytes(a ^ b for a, b in zip(word, words[at - 8])))
    keys = [b''.join(words[at:at + 4]) for at in range(0, 60, 4)]
    state = [a ^ b for a, b in zip(block, keys[0])]
    for rounds in range(1, 15):
        state = [substitute[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
        if rounds < 14:
            columns = [state[at:at + 4] for at in range(0, 16, 4)]
            state = [double(c[at]) ^ double(c[(at + 1) % 4]) ^ c[(at + 1) % 4] ^ c[(at + 2) % 4] ^ c[(at + 3) % 4] for c in columns for at in range(4)]
        state = [a ^ b for a, b in zip(state, keys[rounds])]
    return bytes(state)


def gcm(key, nonce, plain):
    """Ciphertext and tag, without additional data."""
    def multiply(left, right):
        out = 0
        for bit in range(127, -1, -1):
            if left >> bit & 1:
                out ^= right
            right = right >> 1 ^ (0xE1 << 120 if right & 1 else 0)
        return out

    stream = b''.join(aes(key, nonce + (2 + at).to_bytes(4, 'big')) for at in range(-(-len(plain) // 16)))
    cipher = bytes(a ^ b for a, b in zip(plain, stream))
    hashed, secret = 0, int.from_bytes(aes(key, bytes(16)), 'big')
    padded_cipher = cipher + bytes(-len(cipher) % 16) + bytes(8) + (len(cipher) * 8).to_bytes(8, 'big')
    for at in range(0, len(padded_cipher), 16):
        hashed = multiply(hashed ^ int.from_bytes(padded_cipher[at:at + 16], 'big'), secret)
    tag = hashed ^ int.from_bytes(aes(key, nonce + (1).to_bytes(4, 'big')), 'big')
    return cipher + tag.to_bytes(16, 'big')


assert aes(bytes(range(32)), bytes.fromhex('00112233445566778899aabbccddeeff')).hex() == '8ea2b7ca516745bfeafc49904b496089', 'FIPS 197 C.3'
assert gcm(bytes(32), bytes(12), bytes(16)).hex() == 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919', 'GCM specification, test case 14'


def raw_point(scalar):
    x, y = times(scalar, base)
    return b'\4' + x.to_bytes(32, 'big') + y.to_bytes(32, 'big')


def compressed(raw):
    return bytes([2 + raw[64] % 2]) + raw[1:33]


def number(value):
    out = b''
    while value > 127:
        out, value = out + bytes([value % 128 + 128]), value // 128
    return out + bytes([value])


def counted(data):
    return number(len(data)) + data


def from_base64url(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def from_crockford(text):
    bits = ''.join(f'{letters.index(letter):05b}' for letter in text)
    return bytes(int(bits[at:at + 8], 2) for at in range(0, len(bits) // 8 * 8, 8))


def pack(data, form=1):
    head = bytes([form]) + sign(data) + compressed(public)
    if form == 2:
        return head + data
    fields = json.loads(data)
    flags = (fields['prev'] is not None) | 2 * ('token' in fields) | 4 * ('guest' in fields) | 8 * (len(fields['codes']) - 1)
    return (head + bytes([flags]) + number(fields['seq']) + number(fields['wall']) + number(fields['mono']) + from_base64url(fields['nonce'])
            + (from_base64url(fields['prev']) if fields['prev'] else b'') + (counted(from_base64url(fields['token'])) if 'token' in fields else b'')
            + counted(fields['student'].encode()) + b''.join(counted(from_crockford(code)) for code in fields['codes']))


carry_seed = hkdf(master, b'qat2/carry', 48)
carry_private = int.from_bytes(carry_seed, 'big') % (n - 1) + 1
carry_raw = raw_point(carry_private)
one_time = int.from_bytes(hashlib.sha256(b'a one-time key for vectors').digest(), 'big') % n


def seal(packed, version=1, to=carry_raw, one_time=one_time, domain=b'qat2/carry'):
    ephemeral = compressed(raw_point(one_time))
    shared = times(one_time, (int.from_bytes(to[1:33], 'big'), int.from_bytes(to[33:], 'big')))[0].to_bytes(32, 'big')
    return bytes([version]) + ephemeral + gcm(hkdf(shared, domain + ephemeral + to), bytes(12), packed)


def carried(data, form=1):
    sent = {'entry': base64url(data), 'signature': base64url(sign(data)), 'device_key': base64url(public), 'queued': True}
    text = crockford(seal(pack(data, form)))
    return {'json': data.decode(), 'packed': pack(data, form).hex(), 'sealed': text, 'url': f'HTTPS://ATTEND.EXAMPLE.EDU/S#X{text}', 'envelope': sent}


def turned(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


later = entry(seq=300, prev=base64url(hashlib.sha256(first).digest()), codes=[crockford(good), crockford(token(14))])
in_typed = entry(session=None, codes=[typed(0)], student='ÅSA-7', mono=0)
lent = with_claim.replace(b',"nonce":', b',"guest":true,"nonce":')
good_seal = seal(pack(later))
write('sealed-entries.json',
      'Carried entries: sealed to the carry key of the master key in keys.json by a one-time key. packed: form 1 (compact) or 2 (JSON), signature, device key, entry. '
      'The shared secret is the x coordinate; the AES key is HKDF-SHA256 of it with the info "qat2/carry", one-time key (33 bytes), carry key (65 bytes). '
      'sealed is base 32 of version 1, one-time key, ciphertext and tag. A phone draws a new one-time key each time, so its text is another.',
      public_url='https://attend.example.edu', carry_private_key=carry_private.to_bytes(32, 'big').hex(), one_time_private_key=one_time.to_bytes(32, 'big').hex(),
      published={'key_id': hashlib.sha256(carry_raw).hexdigest()[:16], 'public_key': base64url(carry_raw)},
      valid=[carried(first), carried(later), carried(in_typed), carried(lent), carried(second, 2), carried(first, 2)],
      invalid=[
          {'sealed': crockford(good_seal)[:-1], 'code': 'bad_encoding', 'reason': 'a letter less leaves spare bits'},
          {'sealed': crockford(good_seal).lower(), 'code': 'bad_encoding', 'reason': 'lower case'},
          {'sealed': crockford(seal(pack(later), version=2)), 'code': 'unsupported_version', 'reason': 'version 2'},
          {'sealed': crockford(good_seal[:50]), 'code': 'malformed', 'reason': 'a tag without anything that it is of'},
          {'sealed': crockford(turned(good_seal, 1)), 'code': 'malformed', 'reason': 'the other point with this x'},
          {'sealed': crockford(turned(good_seal, 20)), 'code': 'malformed', 'reason': 'another one-time key'},
          {'sealed': crockford(turned(good_seal, 60)), 'code': 'malformed', 'reason': 'one bit of the ciphertext'},
          {'sealed': crockford(turned(good_seal, len(good_seal) - 1)), 'code': 'malformed', 'reason': 'one bit of the tag'},
          {'sealed': crockford(good_seal[:-1]), 'code': 'malformed', 'reason': 'a byte less'},
          {'sealed': crockford(seal(pack(later), to=receipt_raw)), 'code': 'malformed', 'reason': "another server's key"},
          {'sealed': crockford(seal(pack(later), domain=b'')), 'code': 'malformed', 'reason': 'a key without its domain'},
          {'sealed': crockford(seal(b'\3' + pack(later)[1:])), 'code': 'malformed', 'reason': 'a form that is not known'},
          {'sealed': crockford(seal(pack(later)[:-1])), 'code': 'malformed', 'reason': 'an entry that ends too early'},
          {'sealed': crockford(seal(pack(later) + b'\0')), 'code': 'malformed', 'reason': 'a byte behind the entry'},
          {'sealed': crockford(seal(pack(later)[:65] + b'\2' + bytes([255]) * 32 + pack(later)[98:])), 'code': 'malformed', 'reason': 'a device key that is no point'},
      ])
