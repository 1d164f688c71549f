using System.Text;
using System.Text.RegularExpressions;
using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Items;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>The functions of local variables (OVAL 5.11.2, oval-definitions-schema, FunctionGroup).</summary>
internal sealed class Functions(Evaluator evaluator)
{
    private const string NotNumbers = "a function works with numbers, and got something else";

    /// <summary>The values that a function makes.</summary>
    public VariableValues Apply(OvalFunction function)
    {
        if (evaluator.Chain.OutOfTime() is { } late) return VariableValues.Error(late);
        var made = function.Name switch
        {
            "literal_component" => VariableValues.Of([function.Text]),
            "object_component" => OfObject(function),
            "variable_component" => evaluator.Variable(Attribute(function, "var_ref")),
            "begin" => Each(function, value => value.StartsWith(Attribute(function, "character"), StringComparison.Ordinal) ? value : Attribute(function, "character") + value),
            "end" => Each(function, value => value.EndsWith(Attribute(function, "character"), StringComparison.Ordinal) ? value : value + Attribute(function, "character")),
            "escape_regex" => Each(function, EscapeRegex),
            "glob_to_regex" => Each(function, value => GlobPattern.ToRegex(value, function.Attributes.GetValueOrDefault("glob_noescape") == "true")),
            "regex_capture" => Capture(function),
            "substring" => Substring(function),
            "split" => Split(function),
            "unique" => Together(function) is var all && all.HasValues ? all.With([.. all.Values.Distinct(StringComparer.Ordinal)]) : all,
            "count" => Count(function),
            "concat" => Product(function, parts => string.Concat(parts)),
            "arithmetic" => Product(function, parts => Arithmetic.Apply(Attribute(function, "arithmetic_operation"), parts), NotNumbers),
            "time_difference" => Difference(function),
            _ => new VariableValues(CollectionFlag.NotCollected, [], $"the function {function.Name} is not known"),
        };
        return made.Values.Count > evaluator.Options.Limits.MaxItems ? VariableValues.Error($"a variable has more than {evaluator.Options.Limits.MaxItems} values") : made;
    }

    private VariableValues OfObject(OvalFunction function)
    {
        if (function.Attributes.ContainsKey("record_field")) return new VariableValues(CollectionFlag.NotCollected, [], "fields of records are not collected");
        var (found, field) = (evaluator.Object(Attribute(function, "object_ref")), Attribute(function, "item_field"));
        var values = new List<string>(found.Items.Count);
        var (flag, reason) = (found.Flag, found.Reason);
        foreach (var item in found.Items)
        {
            var isThere = false;
            foreach (var property in item.Entities)
            {
                if (property.Name != field) continue;
                isThere = true;
                if (property.Value is { } value) values.Add(value);
                else if (property.Problem is { } problem) (flag, reason) = (CollectionFlag.Incomplete, problem);
            }
            if (!isThere) return VariableValues.Error($"items of {item.Kind} have no property {field}");
        }
        return new VariableValues(flag == CollectionFlag.Complete && values.Count == 0 ? CollectionFlag.DoesNotExist : flag, values, reason);
    }

    private VariableValues Each(OvalFunction function, Func<string, string?> change)
    {
        var all = Together(function);
        if (!all.HasValues) return all;
        var made = new List<string>(all.Values.Count);
        foreach (var value in all.Values)
        {
            if (change(value) is not { } changed) return VariableValues.Error($"the function {function.Name} cannot take one of its values");
            if (changed.Length > evaluator.Options.Limits.MaxValueLength) return VariableValues.Error($"a value has more than {evaluator.Options.Limits.MaxValueLength} characters");
            made.Add(changed);
        }
        return all.With(made);
    }

    private VariableValues Capture(OvalFunction function)
    {
        var pattern = Attribute(function, "pattern");
        if (evaluator.Patterns.Find(pattern, RegexOptions.None, out var problem) is not { } regex) return VariableValues.Error(problem!);
        try
        {
            return Each(function, value => regex.Match(value) is { Success: true, Groups.Count: > 1 } match ? match.Groups[1].Value : "");
        }
        catch (RegexMatchTimeoutException)
        {
            return VariableValues.Error(evaluator.Patterns.Slow(pattern));
        }
    }

    /// <summary>Places count from 1; what lies before is 1, a negative length means all of the rest.</summary>
    private VariableValues Substring(OvalFunction function)
    {
        if (!int.TryParse(Attribute(function, "substring_start"), out var start) || !int.TryParse(Attribute(function, "substring_length"), out var length)) return VariableValues.Error(NotNumbers);
        var from = Math.Max(1, start) - 1;
        return Each(function, value => from >= value.Length ? null : length < 0 || length > value.Length - from ? value[from..] : value.Substring(from, length));
    }

    private VariableValues Split(OvalFunction function)
    {
        var all = Together(function);
        if (!all.HasValues) return all;
        var delimiter = Attribute(function, "delimiter");
        var made = new List<string>();
        foreach (var value in all.Values)
        {
            // Every character by itself where there is nothing between.
            if (delimiter.Length == 0) made.AddRange(value.Select(c => c.ToString()));
            else made.AddRange(value.Split(delimiter));
            if (made.Count > evaluator.Options.Limits.MaxItems) return VariableValues.Error($"a variable has more than {evaluator.Options.Limits.MaxItems} values");
        }
        return all.With(made);
    }

    /// <summary>None is a number too; but where something is missing, the number is not known.</summary>
    private VariableValues Count(OvalFunction function)
    {
        var all = Together(function);
        return all.Flag switch
        {
            CollectionFlag.Complete or CollectionFlag.DoesNotExist => VariableValues.Of([all.Values.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)]),
            CollectionFlag.Incomplete => all with { Flag = CollectionFlag.NotCollected, Values = [] },
            _ => all,
        };
    }

    private VariableValues Difference(OvalFunction function)
    {
        var parts = function.Parts.Select(Apply).ToList();
        if (parts.Count is 0 or > 2) return VariableValues.Error("a difference needs one or two times");
        var first = parts.Count == 2 ? parts[0] : VariableValues.Of([evaluator.Options.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var firstFormat = parts.Count == 2 ? function.Attributes.GetValueOrDefault("format_1", TimeFormat.Default) : TimeFormat.Seconds;
        return Product([first, parts[^1]], times => TimeFormat.Difference(times[0], firstFormat, times[1], function.Attributes.GetValueOrDefault("format_2", TimeFormat.Default)), "a time is not in the format that is said");
    }

    private VariableValues Product(OvalFunction function, Func<string[], string?> make, string problem = "") => Product([.. function.Parts.Select(Apply)], make, problem);

    /// <summary>Every value of the first with every value of the second, and so on.</summary>
    private VariableValues Product(List<VariableValues> parts, Func<string[], string?> make, string problem)
    {
        if (parts.Count == 0) return VariableValues.Error("a function has nothing to work on");
        var whole = Joined(parts);
        if (!whole.HasValues) return whole;
        if (parts.Exists(part => part.Values.Count == 0)) return whole with { Flag = CollectionFlag.NotCollected };
        if (parts.Aggregate(1L, (count, part) => Math.Min(long.MaxValue / int.MaxValue, count * part.Values.Count)) > evaluator.Options.Limits.MaxItems)
            return VariableValues.Error($"a variable has more than {evaluator.Options.Limits.MaxItems} values");
        var made = new List<string>();
        var places = new int[parts.Count];
        var length = 0L;
        do
        {
            var chosen = parts.Select((part, i) => part.Values[places[i]]).ToArray();
            length += chosen.Sum(value => (long)value.Length);
            if (length > OvalVariables.MaxCharacters || chosen.Sum(value => (long)value.Length) > evaluator.Options.Limits.MaxValueLength) return VariableValues.Error("the values of a variable are too long to be true");
            if (make(chosen) is not { } value) return VariableValues.Error(problem);
            made.Add(value);
        }
        while (Advance(places, parts));
        return whole with { Values = made };
    }

    private static bool Advance(int[] places, List<VariableValues> parts)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (++places[i] < parts[i].Values.Count) return true;
            places[i] = 0;
        }
        return false;
    }

    /// <summary>All values of all parts, one after the other.</summary>
    private VariableValues Together(OvalFunction function)
    {
        if (function.Parts.Count == 1) return Apply(function.Parts[0]);
        var parts = function.Parts.Select(Apply).ToList();
        if (parts.Count == 0) return VariableValues.Error("a function has nothing to work on");
        var there = parts.FindAll(part => part.Flag != CollectionFlag.DoesNotExist);
        return there.Count == 0 ? parts[0] : Joined(there) with { Values = [.. there.SelectMany(part => part.Values)] };
    }

    /// <summary>As whole as the least whole of the parts.</summary>
    private static VariableValues Joined(List<VariableValues> parts)
    {
        foreach (var flag in (ReadOnlySpan<CollectionFlag>)[CollectionFlag.Error, CollectionFlag.NotCollected, CollectionFlag.NotApplicable, CollectionFlag.DoesNotExist, CollectionFlag.Incomplete])
        {
            if (parts.Find(part => part.Flag == flag) is { } found) return found with { Values = [] };
        }
        return new VariableValues(CollectionFlag.Complete, []);
    }

    private static string Attribute(OvalFunction function, string name) => function.Attributes.GetValueOrDefault(name) ?? "";

    private static string EscapeRegex(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            if (@"^$\.[](){}*+?|".Contains(c, StringComparison.Ordinal)) text.Append('\\');
            text.Append(c);
        }
        return text.ToString();
    }
}
