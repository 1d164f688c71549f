using System.Globalization;
using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Files with their type, owner and mode (unix-system-characteristics-schema, file_item).</summary>
internal sealed class FileProbe : IProbe
{
    private const string NoMode = "no layer tells mode and owner of the directory";

    private static readonly (string Name, int Bit)[] Bits =
    [
        ("suid", 0x800), ("sgid", 0x400), ("sticky", 0x200), ("uread", 0x100), ("uwrite", 0x80), ("uexec", 0x40), ("gread", 0x20), ("gwrite", 0x10), ("gexec", 0x8), ("oread", 0x4), ("owrite", 0x2), ("oexec", 0x1),
    ];

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query["filepath"] is null && query["path"] is null) return ItemCollection.Error($"{query.Object.Id} names no file");
        var search = new FileSearch(query);
        var isDirectory = query["filepath"] is null && query["filename"] is null;
        List<OvalItem> items = [.. search.Run().Take(query.Limits.MaxItems + 1).Select(file => ItemOf(file, isDirectory))];
        return ItemCollection.Of(items, search.Gap);
    }

    private static OvalItem ItemOf(OvalFile file, bool isDirectory)
    {
        var entities = new List<ItemEntity>(28);
        if (isDirectory) entities.AddRange([new("path", file.Path), new("filename", null)]);
        else entities.AddRange([new("filepath", file.Path), new("path", file.Directory), new("filename", file.Name)]);
        entities.AddRange([new("type", TypeOf(file.Type)), Number("group_id", file.GroupId), Number("user_id", file.UserId)]);
        foreach (var time in (ReadOnlySpan<string>)["a_time", "c_time", "m_time"]) entities.Add(ItemEntity.Unknown(time, "the times of files are not kept"));
        entities.Add(new("size", file.Size.ToString(CultureInfo.InvariantCulture)));
        foreach (var (name, bit) in Bits) entities.Add(file.Mode is { } mode ? ItemEntity.Flag(name, (mode & bit) != 0) : ItemEntity.Unknown(name, NoMode));
        entities.Add(ItemEntity.Unknown("has_extended_acl", "access lists are not kept"));
        return new OvalItem("unix:file", [.. entities]);
    }

    private static ItemEntity Number(string name, int? value) => value is { } known ? new(name, known.ToString(CultureInfo.InvariantCulture)) : ItemEntity.Unknown(name, NoMode);

    private static string TypeOf(OvalFileType type) => type switch
    {
        OvalFileType.Directory => "directory",
        OvalFileType.Link => "symbolic link",
        OvalFileType.CharacterDevice => "character special",
        OvalFileType.BlockDevice => "block special",
        OvalFileType.Pipe => "fifo",
        OvalFileType.Socket => "socket",
        _ => "regular",
    };
}
