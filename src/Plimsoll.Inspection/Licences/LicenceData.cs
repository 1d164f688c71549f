using System.Text;

namespace Plimsoll.Inspection.Licences;

/// <summary>Reads the tables in <c>Data/</c>, which are part of the program. Lines that begin with <c>#</c> are remarks.</summary>
internal static class LicenceData
{
    /// <summary>The rows of a table, each split at its tabs.</summary>
    public static IEnumerable<string[]> Rows(string table)
    {
        using var reader = new StreamReader(Open(table), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line.Split('\t');
        }
    }

    /// <summary>A file of the folder, where the file of the program is mapped: nothing is read before it is looked at, and nothing is copied.</summary>
    public static unsafe ReadOnlyMemory<byte> Bytes(string name)
    {
        using var data = (UnmanagedMemoryStream)Open(name);
        return new MappedData(data.PositionPointer, (int)data.Length).Memory;
    }

    private static Stream Open(string name) =>
        typeof(LicenceData).Assembly.GetManifestResourceStream("Licences/" + name) ?? throw new InvalidOperationException($"the program lacks its data '{name}'");
}
