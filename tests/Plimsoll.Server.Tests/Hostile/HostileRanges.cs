namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Ranges of pulls, and ranges of chunks sent to an upload that stands at 100 bytes.</summary>
internal static class HostileRanges
{
    private static readonly byte[] Ten = "0123456789"u8.ToArray();

    public static IEnumerable<HostileRequest> Rows =>
    [
        .. new[] { "500-0", "20000-", "99999999999999999999-", "-0", "18446744073709551616-18446744073709551617" }
            .Select(r => new HostileRequest($"pull the range {r}", "GET", "{R}/blobs/{BLOB}", 416, "SIZE_INVALID") { Headers = ["Range: bytes=" + r] }),
        .. new[] { "bytes", "bytes=a-b", "bytes=1--2", "octets=0-1", "bytes=0x0-0x1", "bytes=-", "bytes=" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"{i * 2}-{i * 2}")) }
            .Select((r, i) => new HostileRequest($"pull a range that is none, the {i + 1}.", "GET", "{R}/blobs/{BLOB}", 200, null) { Headers = ["Range: " + r] }),
        new("pull two Range headers", "GET", "{R}/blobs/{BLOB}", 200, null) { Headers = ["Range: bytes=0-1", "Range: bytes=2-3"] },
        .. new[] { "0-9", "50-59", "101-110", "1000-1009", "9223372036854775797-9223372036854775806" }
            .Select(r => new HostileRequest($"send the chunk {r}", "PATCH", "{UPLOAD}", 416, "BLOB_UPLOAD_INVALID") { Headers = ["Content-Range: " + r], Body = Ten }),
        .. new[] { "100-", "-109", "100", "a-b", "bytes 100-109/110", "bytes=100-109", "100-109/110", "100 - 109", "+100-109", "100-109,110-119", "0x64-0x6d", "99999999999999999999-99999999999999999999", "-", "１００-１０９", "100–109" }
            .Select(r => new HostileRequest($"send a chunk with the range '{r}'", "PATCH", "{UPLOAD}", 400, "BLOB_UPLOAD_INVALID") { Headers = ["Content-Range: " + r], Body = Ten }),
        .. new[] { "100-99", "100-108", "100-110", "100-0", "100-9223372036854775807" }
            .Select(r => new HostileRequest($"send ten bytes as the chunk {r}", "PATCH", "{UPLOAD}", 400, "SIZE_INVALID") { Headers = ["Content-Range: " + r], Body = Ten }),
        new("send two Content-Range headers", "PATCH", "{UPLOAD}", 400, "BLOB_UPLOAD_INVALID") { Headers = ["Content-Range: 100-109", "Content-Range: 0-9"], Body = Ten },
        new("close with a last chunk that skips ahead", "PUT", "{UPLOAD}?digest={MISSING}", 416, "BLOB_UPLOAD_INVALID") { Headers = ["Content-Range: 200-209"], Body = Ten },
        new("close with a last chunk that starts again", "PUT", "{UPLOAD}?digest={MISSING}", 416, "BLOB_UPLOAD_INVALID") { Headers = ["Content-Range: 0-9"], Body = Ten },
        new("close with a last chunk that does not fit its range", "PUT", "{UPLOAD}?digest={MISSING}", 400, "SIZE_INVALID") { Headers = ["Content-Range: 100-199"], Body = Ten },
        new("close with a last chunk of other bytes", "PUT", "{UPLOAD}?digest={MISSING}", 400, "DIGEST_INVALID") { Headers = ["Content-Range: 100-109"], Body = Ten },
        new("send a chunk to an upload that never was", "PATCH", "{R}/blobs/uploads/01890000-0000-7000-8000-000000000000", 404, "BLOB_UPLOAD_UNKNOWN") { Body = Ten },
        new("send a chunk to an upload of no name", "PATCH", "{R}/blobs/uploads/x", 404, "BLOB_UPLOAD_UNKNOWN") { Body = Ten },
        new("send a chunk to an upload with a path for a name", "PATCH", "{R}/blobs/uploads/..%2f..%2fplimsoll.db", 404, "BLOB_UPLOAD_UNKNOWN") { Body = Ten },
        new("ask for the status of an upload in braces", "GET", "{R}/blobs/uploads/%7B01890000-0000-7000-8000-000000000000%7D", 404, "BLOB_UPLOAD_UNKNOWN"),
        new("cancel an upload of no name", "DELETE", "{R}/blobs/uploads/x", 404, "BLOB_UPLOAD_UNKNOWN"),
        new("close an upload that never was", "PUT", "{R}/blobs/uploads/01890000-0000-7000-8000-000000000000?digest={BLOB}", 404, "BLOB_UPLOAD_UNKNOWN"),
    ];
}
