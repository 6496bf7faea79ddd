// Answers with what BuildKit reads: a JSON array of Dockerfiles on standard input, a JSON array of answers on standard output.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type heredoc struct {
	Name       string `json:"name"`
	Descriptor uint   `json:"descriptor"`
	Expand     bool   `json:"expand"`
	Chomp      bool   `json:"chomp"`
	Content    string `json:"content"`
}

type instruction struct {
	Keyword  string       `json:"keyword"`
	Line     int          `json:"line"`
	EndLine  int          `json:"endLine"`
	Flags    []string     `json:"flags"`
	Args     []string     `json:"args"`
	JSON     bool         `json:"json"`
	Original string       `json:"original"`
	Heredocs []heredoc    `json:"heredocs"`
	Trigger  *instruction `json:"trigger,omitempty"`
}

type answer struct {
	// What the parser refuses; no instructions then.
	Refused      string        `json:"refused,omitempty"`
	Instructions []instruction `json:"instructions,omitempty"`
	Escape       string        `json:"escape,omitempty"`
	// What the second pass refuses.
	Invalid string `json:"invalid,omitempty"`
}

func read(node *parser.Node) instruction {
	out := instruction{
		Keyword: strings.ToUpper(node.Value), Line: node.StartLine, EndLine: node.EndLine, Flags: append([]string{}, node.Flags...),
		Args: []string{}, JSON: node.Attributes["json"], Original: node.Original, Heredocs: []heredoc{},
	}
	for next := node.Next; next != nil; next = next.Next {
		if len(next.Children) > 0 {
			child := read(next.Children[0])
			out.Trigger = &child
			continue
		}
		out.Args = append(out.Args, next.Value)
	}
	for _, doc := range node.Heredocs {
		out.Heredocs = append(out.Heredocs, heredoc{doc.Name, doc.FileDescriptor, doc.Expand, doc.Chomp, doc.Content})
	}
	return out
}

func answerTo(text string) answer {
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return answer{Refused: err.Error()}
	}
	out := answer{Escape: string(result.EscapeToken), Instructions: []instruction{}}
	for _, node := range result.AST.Children {
		out.Instructions = append(out.Instructions, read(node))
	}
	if _, _, err := instructions.Parse(result.AST, nil); err != nil {
		out.Invalid = err.Error()
	}
	return out
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, len(texts))
	for i, text := range texts {
		answers[i] = answerTo(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}
