"""Files as people have them: with their names, their cameras and their whereabouts beside the content."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo

PERSON = "Wilhelmina Sourcewell"
CAMERA = "Pinhole 3000"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{PERSON}</dc:creator></x:xmpmeta>".encode()
UPRIGHT, ON_ITS_SIDE = 1, 6
TRACES = (PERSON.encode(), CAMERA.encode(), b"xmpmeta")


def picture() -> Image.Image:
    return Image.effect_mandelbrot((160, 90), (-2, -1, 1, 1), 40).convert("RGB")


def exif(side: int) -> Image.Exif:
    told = Image.Exif()
    told[0x0112], told[0x0110], told[0x013B] = side, CAMERA, PERSON
    told.get_ifd(0x8825).update({1: "N", 2: (50.0, 52.0, 44.0), 3: "E", 4: (4.0, 42.0, 0.0)})
    return told


def jpeg(side: int = UPRIGHT) -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif(side), comment=PERSON, xmp=XMP, progressive=True)
    return out.getvalue() + b"a second picture by " + PERSON.encode()


def png() -> bytes:
    said = PngInfo()
    said.add_text("Author", PERSON)
    said.add_text("Comment", PERSON, zip=True)
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=said, exif=exif(ON_ITS_SIDE))
    return out.getvalue() + PERSON.encode()


def pdf(*, password: str = "", attached: bool = False) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    document.docinfo["/Author"] = PERSON
    with document.open_metadata() as said:
        said["dc:creator"] = [PERSON]
    photo = document.make_stream(jpeg())
    photo.update(_names(Type="XObject", Subtype="Image", Filter="DCTDecode", ColorSpace="DeviceRGB"))
    photo.update({"/Width": 160, "/Height": 90, "/BitsPerComponent": 8})
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
    page.obj.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=PERSON))
    page.contents_add(b"q 100 0 0 100 0 0 cm /Photo Do Q")
    note = pikepdf.Dictionary(T=PERSON, Contents="Compare with page 3.", Rect=[0, 0, 9, 9])
    note.update(_names(Type="Annot", Subtype="Text"))
    signature = pikepdf.Dictionary(Name=PERSON, Contents=pikepdf.String("of " + PERSON))
    field = pikepdf.Dictionary(T="approval", V=document.make_indirect(signature), Rect=[0, 0, 9, 9])
    field.update(_names(Type="Annot", Subtype="Widget", FT="Sig"))
    approval = document.make_indirect(field)
    page.obj.Annots = pikepdf.Array([note, approval])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[approval], SigFlags=3)
    document.Root.OCProperties = _layers(document)
    document.Root.StructTreeRoot = pikepdf.Dictionary(
        Type=pikepdf.Name.StructTreeRoot, K=_element(PERSON), ClassMap=pikepdf.Dictionary(C=_about(PERSON))
    )
    if attached:
        document.attachments["notes.txt"] = PERSON.encode()
    out = io.BytesIO()
    secret = pikepdf.Encryption(owner="owner", user=password)
    document.save(out, encryption=secret if password else False)
    return out.getvalue()


def _layers(document: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A layer with the program that made it and the person for whom it is."""
    usage = {"/CreatorInfo": pikepdf.Dictionary(Creator=PERSON), "/User": pikepdf.Dictionary(Name=PERSON)}
    usage["/Print"] = pikepdf.Dictionary(PrintState=pikepdf.Name.ON)
    layer = pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Notes", Usage=pikepdf.Dictionary(usage))
    shown = pikepdf.Dictionary(Name="Usual", Creator=PERSON, Order=[])
    return pikepdf.Dictionary(OCGs=[document.make_indirect(layer)], D=shown)


def _element(person: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.P, A=pikepdf.Array([_about(person), 0]))


def _about(person: str) -> pikepdf.Dictionary:
    told = pikepdf.Dictionary(N="Drawn by", V=person)
    return pikepdf.Dictionary(O=pikepdf.Name.UserProperties, P=pikepdf.Array([told]))


def _names(**names: str) -> dict[str, pikepdf.Name]:
    return {f"/{key}": pikepdf.Name(f"/{value}") for key, value in names.items()}


def shown_of(document: bytes) -> bytes:
    """All that stands in a PDF, unpacked."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        opened.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return out.getvalue()


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = PERSON.encode()
    return out.getvalue()


def parts_of(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "Havenkant Assembly Works", 1200
    sheet["A1"].comment = Comment("Is this the new hall?", PERSON)
    book.properties.creator = book.properties.lastModifiedBy = PERSON
    out = io.BytesIO()
    book.save(out)
    parts = parts_of(out.getvalue())
    folder = f'<x15ac:absPath xmlns:x15ac="urn:x" url="C:\\Users\\{PERSON}\\"/></workbook>'.encode()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", folder)
    parts["xl/persons/person.xml"] = f'<personList><person displayName="{PERSON}" id="1"/></personList>'.encode()
    return zipped(parts | _surroundings_of_a_book())


def _surroundings_of_a_book() -> dict[str, bytes]:
    """What a workbook has of the office, the network and the colleagues of its author."""
    home = f"C:\\Users\\{PERSON}\\stock"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = "".join(
        f'<Relationship Id="rId{number}" TargetMode="External" Type="{relations}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [
                ("externalLinkPath", f"file:///{home}.xlsx"),
                ("externalLinkPath", f"https://files.example/personal/{PERSON.replace(' ', '%20')}/stock.xlsx"),
                ("externalLinkPath", f"&#92;&#92;{PERSON}&#92;stock.xlsx"),
                ("hyperlink", f"file:///{home}.docx#Sites"),
                ("hyperlink", "https://havenkant.example/about?x=1&amp;y=2#us"),
            ]
        )
    )
    return {
        "xl/revisions/userNames.xml": f'<users><userInfo id="-1" name="{PERSON}"/></users>'.encode(),
        "xl/revisions/revisionHeaders.xml": f'<headers><header userName="{PERSON}"/></headers>'.encode(),
        "xl/revisions/others.xml": f'<users><userInfo id="-1" name="{PERSON}"/></users>'.encode("utf-16"),
        "xl/printerSettings/printerSettings1.bin": PERSON.encode("utf-16-le") + PERSON.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": f"<Relationships>{outside}</Relationships>".encode(),
        "xl/externalLinks/externalLink2.xml": f'<ddeLink ddeService="Excel" ddeTopic="{home}.xlsx"/>'.encode(),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition refreshedBy="{PERSON}"/>'.encode(),
        "xl/connections.xml": (
            f'<connections><connection id="1" name="stock" sourceFile="{home}.accdb" odcFile="{home}.odc">'
            f'<dbPr connection="User ID={PERSON}" command="from {PERSON}"/></connection></connections>'
        ).encode(),
        "customXml/item2.xml": (
            f'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">{PERSON}</DataMashup>'.encode("utf-16")
        ),
    }


def docx() -> bytes:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    change = f'<w:ins w:id="1" w:author="{PERSON}"><w:r><w:t>twelve hours</w:t></w:r></w:ins>'
    comment = f'<w:comment w:id="0" w:author="{PERSON}" w:initials="{PERSON}"/>'
    custom = "http://schemas.microsoft.com/office/2006/metadata/properties"
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<w:document {w}><w:body>{change}</w:body></w:document>".encode(),
            "word/comments.xml": f"<w:comments {w}>{comment}</w:comments>".encode("utf-16"),
            "word/people.xml": f'<w:people {w}><w:person w:author="{PERSON}"/></w:people>'.encode(),
            "word/settings.xml": (
                f'<w:settings {w}><w:mailMerge><w:connectString w:val="Data Source={PERSON}"/></w:mailMerge>'
                f'<w:defaultTabStop w:val="708"/></w:settings>'
            ).encode(),
            "word/_rels/settings.xml.rels": (
                f'<Relationships><Relationship Id="rId1" Type="x/attachedTemplate" TargetMode="External"'
                f" Target='file:///C:\\Users\\{PERSON}\\Normal.dotm'/></Relationships>"
            ).encode(),
            "word/media/image1.jpeg": jpeg(),
            "word/embeddings/sheet.xlsx": xlsx(),
            "docProps/core.xml": f"<cp><dc:creator>{PERSON}</dc:creator></cp>".encode(),
            "docProps/app.xml": f"<Properties><Manager>{PERSON}</Manager></Properties>".encode(),
            "docProps/custom.xml": f"<Properties><p>{PERSON}</p></Properties>".encode(),
            "docProps/thumbnail.jpeg": jpeg(),
            "customXml/item1.xml": f'<p:properties xmlns:p="{custom}"><o>{PERSON}</o></p:properties>'.encode(),
        }
    )
