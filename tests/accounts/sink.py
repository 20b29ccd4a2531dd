"""A mail server that takes everything, or refuses the first few mails after it has seen them whole.

    sink.py FOLDER [REFUSALS]

Prints its port and then a line for each mail, and writes each mail to FOLDER/NUMBER.eml below lines that say what it was told of the envelope.
"""
import asyncio
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, folder, refusals):
        self.folder, self.refusals, self.count = folder, refusals, 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        kind = "refused" if self.count <= self.refusals else "eml"
        head = f"X-Envelope-From: {envelope.mail_from}\r\n" + "".join(f"X-Envelope-To: {to}\r\n" for to in envelope.rcpt_tos)
        partial = self.folder / f"{self.count:04}.partial"
        partial.write_bytes(head.encode() + envelope.content)
        partial.rename(partial.with_suffix(f".{kind}"))
        print(kind, flush=True)
        return "451 later" if kind == "refused" else "250 taken"


async def main():
    sink = Sink(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink, enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
