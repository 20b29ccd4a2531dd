// Queries to start from: the sidebar lists them and the first ones open as tabs.

export const examples = [
  {
    title: 'What helps against fear of escalation?',
    text: 'Tools, who provides them, and the grounds: who says so, how strongly, on what evidence.',
    query: `query WhatHelps($challenge: ID!) {
  challenge(id: $challenge) {
    name
    definition
    addressedBy(types: [TOOL], first: 20) {
      totalCount
      edges {
        node {
          ... on Tool { id name summary url provider { name } }
        }
        agreement { supports qualifies disputes }
        because {
          rationale
          strength
          stance
          assertedBy { name }
          evidence { name url }
        }
      }
    }
  }
}`,
    variables: { challenge: 'fear-of-escalation' },
  },
  {
    title: 'Ask in plain words',
    text: 'The answer says how the question was understood, and gives the query that was run.',
    query: `query AskTheDirectory {
  ask(question: "Which tools address fear of escalation?") {
    interpretation { understood types concepts { id ... on Challenge { name } } unused }
    graphql
    results {
      totalCount
      edges { node { id ... on Tool { name summary } } }
    }
  }
}`,
  },
  {
    title: 'Tools, filtered and counted',
    text: 'A filter, an order, facets with counts, and a cursor for the next page.',
    query: `query FilteredTools($first: Int, $after: String) {
  tools(filter: { addresses: { in: ["fear-of-escalation"] } }, first: $first, after: $after) {
    totalCount
    nodes { id name summary url }
    facets { field values { value label count } }
    pageInfo { endCursor hasNextPage }
  }
}`,
    variables: { first: 10 },
  },
  {
    title: 'Where evidence is missing',
    text: 'How many records answer each challenge, by kind of tool: the gaps are as telling as the counts.',
    query: `query EvidenceGaps {
  coverage(rows: "challenges", columns: "tool-kinds") {
    rows { key label count }
    columns { key label count }
    cells { row column count strongest }
  }
}`,
  },
  {
    title: 'Search by words',
    text: 'Every type of record at once, best match first.',
    query: `query SearchEverything($words: String!) {
  search(query: $words, first: 10) {
    totalCount
    edges { score node { __typename id name } snippets { field fragments { text matched } } }
  }
}`,
    variables: { words: 'online abuse of researchers' },
  },
  {
    title: 'A vocabulary and its terms',
    text: 'The challenges, from the broadest to the most particular.',
    query: `query Challenges {
  challenges(first: 50) {
    nodes { id name definition narrower { id name } }
  }
}`,
  },
  {
    title: 'About the directory',
    text: 'Its name, size, revision and licence.',
    query: `query AboutTheDirectory {
  directory { name description licence revision counts { label count } }
}`,
  },
];
