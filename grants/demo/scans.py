"""Scanned papers for the demo: one-page PDF files made by hand, the same octets every time."""

from __future__ import annotations

from grants.values.money import Money


def one_page_pdf(lines: tuple[str, ...]) -> bytes:
    """A PDF of one A5 page with these lines of Latin text (its built-in font has no Cyrillic letters)."""
    content = "BT /F1 14 Tf 40 540 Td 22 TL " + " ".join(f"({_escaped(line)}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    return _assembled(objects)


def specimen(kind: str, number: str, project: str, amount: Money) -> bytes:
    """A scanned paper of that kind; of its number only what is Latin stands on it."""
    return one_page_pdf(
        (
            kind.replace("_", " ").upper(),
            f"No {number.encode('ascii', 'ignore').decode().strip('- ')}",
            f"Project: {project}",
            f"{amount.plain} {amount.currency}",
            "Specimen. A made-up paper of a made-up project.",
        )
    )


def _assembled(objects: tuple[str, ...]) -> bytes:
    """The file: its objects, then the table of where each begins, which a reader looks up first."""
    file = b"%PDF-1.4\n"
    begins = []
    for number, written in enumerate(objects, 1):
        begins.append(len(file))
        file += f"{number} 0 obj\n{written}\nendobj\n".encode("ascii")
    table = "".join(f"{at:010} 00000 n \n" for at in begins)
    return file + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    ).encode("ascii")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
