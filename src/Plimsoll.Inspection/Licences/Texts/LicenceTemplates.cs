using System.Text;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>The texts of the licences that are met often, from <c>Data/texts.dat</c>.</summary>
internal static class LicenceTemplates
{
    /// <summary>Behind it the licences of the Apache and GNU projects say how to use them, which is often left out.</summary>
    private static ReadOnlySpan<byte> End => "END OF TERMS AND CONDITIONS"u8;

    /// <summary>What stands in the files of a project instead of a long text.</summary>
    private static readonly (string Id, string Text)[] Notices =
    [
        ("Apache-2.0", """
            Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
            You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
            Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
            WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
            See the License for the specific language governing permissions and limitations under the License.
            """),
        ("MPL-2.0", """
            This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file,
            You can obtain one at http://mozilla.org/MPL/2.0/.
            """),
        ("MPL-1.1", """
            The contents of this file are subject to the Mozilla Public License Version 1.1 (the "License"); you may not use this file except in
            compliance with the License. You may obtain a copy of the License at http://www.mozilla.org/MPL/
            Software distributed under the License is distributed on an "AS IS" basis, WITHOUT WARRANTY OF ANY KIND, either express or implied. See the License
            for the specific language governing rights and limitations under the License.
            """),
        ("BSL-1.0", """
            Distributed under the Boost Software License, Version 1.0. (See accompanying file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
            """),
        ("LicenseRef-Commons-Clause", """
            The Software is provided to you by the Licensor under the License, as defined below, subject to the following condition.
            Without limiting other conditions in the License, the grant of rights under the License will not include, and the License does not grant to you, the right to Sell the Software.
            For purposes of the foregoing, "Sell" means practicing any or all of the rights granted to you under the License to provide to third parties, for a fee or other consideration
            (including without limitation fees for hosting or consulting/ support services related to the Software), a product or service whose value derives, entirely or substantially,
            from the functionality of the Software.
            """),
    ];

    /// <summary>The texts with the licence that each stands for; a licence may have several.</summary>
    public static IEnumerable<(string Id, ReadOnlyMemory<byte> Text)> All()
    {
        foreach (var (id, text) in Texts())
        {
            yield return (id, text);
            if (text.Span.IndexOf(End) is var end and > 0) yield return (id, text[..end]);
        }
        foreach (var (id, text) in Notices) yield return (id, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The text of a licence as SPDX has it; null where it is not among those.</summary>
    public static string? TextOf(string id)
    {
        foreach (var (known, text) in Texts())
        {
            if (known == id) return Encoding.UTF8.GetString(text.Span);
        }
        return null;
    }

    /// <summary>Each text begins with a NUL and a line with its id.</summary>
    private static IEnumerable<(string Id, ReadOnlyMemory<byte> Text)> Texts()
    {
        var rest = LicenceData.Bytes("texts.dat");
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            var (line, end) = (rest.Span.IndexOf((byte)'\n'), rest.Span.IndexOf((byte)0));
            var entry = end < 0 ? rest : rest[..end];
            yield return (Encoding.UTF8.GetString(entry.Span[..line]), entry[(line + 1)..]);
            rest = end < 0 ? default : rest[end..];
        }
    }
}
