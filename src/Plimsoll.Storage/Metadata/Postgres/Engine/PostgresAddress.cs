using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>
/// Reads where the database is: a URL as libpq has them (<c>postgres://user:password@host:port/name?sslmode=verify-full</c>), or a connection string of Npgsql
/// (<c>Host=…;Username=…</c>). Messages never hold the text itself, because it holds the password.
/// </summary>
internal static class PostgresAddress
{
    private const int DefaultPoolSize = 20;
    private const string NoHost = "no.host.invalid";

    /// <exception cref="FormatException">It cannot be read; the message says what is wrong with it.</exception>
    public static string Read(string text)
    {
        var builder = IsUrl(text) ? FromUrl(text) : FromKeywords(text);
        if (string.IsNullOrEmpty(builder.Host)) throw new FormatException("it names no host");
        if (string.IsNullOrEmpty(builder.Database)) throw new FormatException("it names no database");
        builder.ApplicationName ??= "plimsoll";
        // A server allows 100 connections unless told otherwise, and several replicas share it.
        var given = builder.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!given.Contains("Maximum Pool Size")) builder.MaxPoolSize = DefaultPoolSize;
        if (!given.Contains("Max Auto Prepare")) (builder.MaxAutoPrepare, builder.AutoPrepareMinUsages) = (100, 2);
        builder.Enlist = false;
        builder.TcpKeepAlive = true;
        // What is set on a pooled connection is the same for all, so nothing has to be reset.
        builder.NoResetOnClose = true;
        return builder.ConnectionString;
    }

    public static bool IsUrl(string text) => text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder FromKeywords(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
#pragma warning disable MA0054 // The exception may repeat what it could not read, and that may be the password.
            throw new FormatException("it is neither a postgres:// URL nor a connection string (Host=…;Database=…;Username=…)");
#pragma warning restore MA0054
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        // With a socket, the host may be left out before the path, which other URLs do not allow.
        if (!Uri.TryCreate(text.Replace("@/", $"@{NoHost}/", StringComparison.Ordinal), UriKind.Absolute, out var url)) throw new FormatException("it is no URL: special characters in the password must be percent-encoded");
        var builder = new NpgsqlConnectionStringBuilder { Host = url.Host == NoHost ? null : url.Host, Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Port > 0) builder.Port = url.Port;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(builder, parts[0], parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }
        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        switch (key)
        {
            case "host": builder.Host = value; break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "sslcert": builder.SslCertificate = value; break;
            case "sslkey": builder.SslKey = value; break;
            case "application_name": builder.ApplicationName = value; break;
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode): builder.SslMode = mode; break;
            case "connect_timeout" when int.TryParse(value, out var seconds) && seconds > 0: builder.Timeout = seconds; break;
            default: throw new FormatException($"its parameter {key} is not known, or has a value that is not; known are host, sslmode, sslrootcert, sslcert, sslkey, application_name and connect_timeout");
        }
    }
}
