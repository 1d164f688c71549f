using Microsoft.Extensions.Logging.Console;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Watch.Logs;

/// <summary>The log: one line a message on standard output, for people or for programs.</summary>
internal static class LogRegistration
{
    public static void AddLog(this ILoggingBuilder logging, LogOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Trace);
        if (options.Format == LogFormat.Json)
        {
            logging.AddConsole(console => console.FormatterName = JsonLineFormatter.FormatterName);
            logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        }
        else
        {
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ssZ ", true));
        }
        logging.AddFilter(null, options.Level);
        // The framework at finer levels writes addresses with their queries and headers, which may hold what nobody else should read.
        logging.AddFilter("Microsoft", options.Level < LogLevel.Warning ? LogLevel.Warning : options.Level);
        // It only tells what the request line tells; and while anybody listens to it, the framework begins a trace for every request, with a parent that a stranger chose.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A start that fails is reported once, by whoever started it.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }
}
