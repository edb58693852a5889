"""Labels and clearances as text, made from parts; every test says only what is special about its sample."""

from __future__ import annotations

from pathlib import Path

LABEL = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
CLEARANCE = "urn:nato:stanag:4774:confidentialityclearance:1:0"
BINDING = "urn:nato:stanag:4778:bindinginformation:1:0"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "standards" / "nato-labels"

POLICY = "<PolicyIdentifier>EU exercise policy</PolicyIdentifier>"
LEVEL = "<Classification>SECRET UE/EU SECRET</Classification>"
RELEASE = '<Category Type="PERMISSIVE" TagName="Releasable To"><GenericValue>EU</GenericValue></Category>'
CREATED = "<CreationDateTime>2017-05-15T09:00:00Z</CreationDateTime>"
REVIEW = 'ReviewDateTime="2022-05-15T09:00:00Z"'


def information(*parts: str) -> str:
    return f"<ConfidentialityInformation>{''.join(parts)}</ConfidentialityInformation>"


INFORMATION = information(POLICY, LEVEL, RELEASE)


def label(
    *parts: str,
    role: str = "originator",
    attributes: str = REVIEW,
    namespace: str = f'xmlns="{LABEL}"',
) -> bytes:
    """A label element; without `parts` a valid one."""
    name = f"{role}ConfidentialityLabel" if role else "ConfidentialityLabel"
    inner = "".join(parts or (INFORMATION, CREATED))
    return f"<{name} {namespace} {attributes}>{inner}</{name}>".encode()


def successor(at: str, *parts: str) -> str:
    """A succession: from `at` on the label made of `parts`."""
    inner = f"<SuccessionDateTime>{at}</SuccessionDateTime>"
    successor = f"<SuccessorConfidentialityLabel>{''.join(parts)}</SuccessorConfidentialityLabel>"
    return f"<SuccessionHandling>{inner}{successor}</SuccessionHandling>"


def sidecar(*labels: bytes, spaces: str = "") -> bytes:
    """A binding that holds the labels as metadata."""
    metadata = b"".join(b"<mb:Metadata>" + each + b"</mb:Metadata>" for each in labels)
    return (
        f'<mb:BindingInformation xmlns:mb="{BINDING}" {spaces}>'.encode()
        + b"<mb:MetadataBindingContainer><mb:MetadataBinding>"
        + metadata
        + b'<mb:DataReference URI="./paper.txt"/></mb:MetadataBinding></mb:MetadataBindingContainer>'
        + b"</mb:BindingInformation>"
    )


def packet(binding: bytes, *, in_attribute: bool = False) -> bytes:
    """An XMP packet that carries the binding as a string."""
    text = binding.decode().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    spaces = (
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="adobe:ns:meta/" xmlns:b="{BINDING}:xmp#"'
    )
    property_ = f'b:bindingInformation="{text}"/>' if in_attribute else f">{_property(text)}</rdf:Description>"
    body = f'<x:xmpmeta {spaces}><rdf:RDF><rdf:Description rdf:about="" {property_}</rdf:RDF></x:xmpmeta>'
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{body}<?xpacket end="w"?>'.encode()


def _property(text: str) -> str:
    return f"<b:bindingInformation>{text}</b:bindingInformation>"


def clearance(*parts: str) -> bytes:
    """A clearance element; without `parts` a valid one."""
    inner = "".join(parts or (f"<s:{POLICY[1:-19]}</s:PolicyIdentifier>", levels("SECRET UE/EU SECRET")))
    return (
        f'<ConfidentialityClearance xmlns="{CLEARANCE}" xmlns:s="{LABEL}">{inner}</ConfidentialityClearance>'.encode()
    )


def levels(*names: str) -> str:
    inner = "".join(f"<s:Classification>{name}</s:Classification>" for name in names)
    return f"<ClassificationList>{inner}</ClassificationList>"
